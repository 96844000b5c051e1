"""What words say: yes and no, numbers, questions, and the guards made of them."""
