"""What words say whatever the product: yes and no, numbers, questions, and the guards made of them."""
